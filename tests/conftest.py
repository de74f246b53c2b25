"""Let no test fail for being slow: machines differ, and this one may be busy."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
