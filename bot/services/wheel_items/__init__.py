"""The annual wheel's items, the dates that they give, and the systems register."""

from bot.services.wheel_items.editing import WheelItems
from bot.services.wheel_items.plans import WheelPlans

__all__ = ["WheelItems", "WheelPlans"]
