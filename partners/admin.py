"""The desk's modules, named here so that Django finds them."""

from partners.desk import agreements, organisations, persons, places

__all__ = ["agreements", "organisations", "persons", "places"]
