"""Constants that models in other modules use."""

NAME = 80
CODE = NAME // 8
STATES = ("draft", "open", "closed")
