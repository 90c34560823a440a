"""A local S3 server for tests: shows that transfers work, not that links are safe (it accepts altered signatures)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer

REGION = "af-south-1"
CREDENTIALS = {"access_key": "test", "secret_key": "test"}


@contextmanager
def local_bucket() -> Iterator[dict[str, Any]]:
    """The STORAGES entry of a fresh bucket on a server of its own."""
    name = f"uploads-{secrets.token_hex(4)}"  # servers of one process share their buckets
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _, port = server.get_host_and_port()
        address = f"http://127.0.0.1:{port}"
        client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["access_key"],
            aws_secret_access_key=CREDENTIALS["secret_key"],
            config=Config(signature_version="s3v4"),
        )
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        options = {
            **CREDENTIALS,
            "bucket_name": name,
            "endpoint_url": address,
            "region_name": REGION,
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_expire": 300,
        }
        yield {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    finally:
        server.stop()
