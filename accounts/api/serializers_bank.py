"""Bank details over the API. The whole account number is taken, and never said."""

from typing import Any

from rest_framework import serializers

from accounts.models import BankDetails


class BankIn(serializers.Serializer[Any]):
    """Where customers pay. Without `account` the number that is there stays."""

    holder = serializers.CharField(max_length=100)
    bank = serializers.CharField(max_length=60)
    account = serializers.CharField(max_length=20, default="", allow_blank=True, write_only=True)
    branch_code = serializers.CharField(max_length=10, help_text="Six digits.")


class BankOut(serializers.Serializer[BankDetails]):
    """Where customers pay; of the account number its last four digits."""

    holder = serializers.CharField()
    bank = serializers.CharField()
    account_end = serializers.CharField()
    branch_code = serializers.CharField()
    changed_at = serializers.DateTimeField()
