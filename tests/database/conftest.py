from tests.callcontrol.conftest import each_database

__all__ = ["each_database"]
