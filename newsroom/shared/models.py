from newsroom.shared.searchindex.models import SearchDue, SearchEntry, SearchText

__all__ = ["SearchDue", "SearchEntry", "SearchText"]
