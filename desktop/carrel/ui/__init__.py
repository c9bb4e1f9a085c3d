"""The window: the only user of Qt. It imports services and the domain, and nothing else of Carrel."""

import sys

if sys.version_info < (3, 12):
    from carrel.ui.raised_errors import make_errors_whole

    make_errors_whole()
