"""Base cases: the cast is there, built once per class."""

from typing import ClassVar

from django.test import TestCase

from synthai.core.testing.cast import Cast, Person, build_cast


class CastTestCase(TestCase):
    """A test with the cast at hand: `self.cast`, and `self.thandi`, `self.bongani`, `self.charlize`."""

    cast: ClassVar[Cast]
    thandi: ClassVar[Person]
    bongani: ClassVar[Person]
    charlize: ClassVar[Person]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = build_cast()
        cls.thandi, cls.bongani, cls.charlize = cls.cast.thandi, cls.cast.bongani, cls.cast.charlize
