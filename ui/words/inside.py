"""The words of the room "Inside"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_inside": ("Inside", "里面"),
}
