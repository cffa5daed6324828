from newsroom.shared.searchindex.models import SearchDue, SearchEntry

__all__ = ["SearchDue", "SearchEntry"]
