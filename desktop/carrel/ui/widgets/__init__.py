"""The controls of Carrel's window: small, painted with the theme's tokens, complete for keyboard and screen readers."""

from carrel.ui.widgets.banner import Banner
from carrel.ui.widgets.button import Button
from carrel.ui.widgets.check_box import CheckBox
from carrel.ui.widgets.chip import Chip
from carrel.ui.widgets.choice_button import ChoiceButton
from carrel.ui.widgets.choice_row import ChoiceRow
from carrel.ui.widgets.empty_state import EmptyState
from carrel.ui.widgets.icon import Icon
from carrel.ui.widgets.icon_button import IconButton
from carrel.ui.widgets.key_cap import KeyCap, paint_key
from carrel.ui.widgets.label import ElidedLabel, Label
from carrel.ui.widgets.line import Line
from carrel.ui.widgets.link_bar import LinkBar
from carrel.ui.widgets.page import Page
from carrel.ui.widgets.paragraph import Paragraph
from carrel.ui.widgets.popover import Popover
from carrel.ui.widgets.progress_line import ProgressLine
from carrel.ui.widgets.search_field import SearchField
from carrel.ui.widgets.segmented import Segmented
from carrel.ui.widgets.tabs import Tabs
from carrel.ui.widgets.toggle import Toggle

__all__ = [
    "Banner",
    "Button",
    "CheckBox",
    "Chip",
    "ChoiceButton",
    "ChoiceRow",
    "ElidedLabel",
    "EmptyState",
    "Icon",
    "IconButton",
    "KeyCap",
    "Label",
    "Line",
    "LinkBar",
    "Page",
    "Paragraph",
    "Popover",
    "ProgressLine",
    "SearchField",
    "Segmented",
    "Tabs",
    "Toggle",
    "paint_key",
]
