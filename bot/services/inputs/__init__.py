"""Inputs: received, looked at by the function, and taken through their flows."""

from bot.services.inputs.adoption import FlowAdoption
from bot.services.inputs.desk import Inputs, InputView
from bot.services.inputs.following import InputFollowers
from bot.services.inputs.receiving import NewInput, receive
from bot.services.inputs.rights import InputRights, handling
from bot.services.inputs.types import InputTypes, NewType

__all__ = [
    "FlowAdoption",
    "InputFollowers",
    "InputRights",
    "InputTypes",
    "InputView",
    "Inputs",
    "NewInput",
    "NewType",
    "handling",
    "receive",
]
