"""Trains a small recogniser on generated speech."""
