"""Damaged and changed files of models, opened: nothing may crash, hang or surprise."""
