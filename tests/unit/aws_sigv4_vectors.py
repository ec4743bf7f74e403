#!/usr/bin/python3
"""Prints aws_sigv4_vectors.h: requests signed by the AWS SDK for Python (Debian: python3-boto3), for the unit test to make again."""

import datetime
import random
from urllib.parse import urlsplit

import boto3
import botocore.auth
from botocore.config import Config

KEYS = [
    "test.txt", "visits/1/photos/1700000000000-a.jpg", "a b", "a+b", "a%20b", "a=b&c=d", "ä/ö/ü.png", "日本語.webp", "~._-", "a//b",
    "!'()*", "[]{}|\\^`", "?question", "#hash", "semi;colon", "com,ma", "at@sign", "dollar$", "quote\"s", "<angle>", "a:b", "😀.heic",
]
TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/octet-stream"]
SIGNERS = [
    ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1"),
    ("AKIAIOSFODNN7EXAMPLE", "0123456789abcdef/+=", "eu-central-1"),
]
ENDPOINTS = [
    ("https://s3.example.org", "path"), ("https://s3.example.org", "virtual"), ("http://127.0.0.1:9000", "path"),
    ("https://objects.example.org:8443", "virtual"),
]


class Clock(datetime.datetime):
    at = None

    @classmethod
    def utcnow(cls):
        return cls.at


def quoted(text):
    if text is None:
        return "NULL"
    out = ""
    for byte in text.encode():
        out += chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else "\\%03o" % byte
    return '"' + out + '"'


def main():
    botocore.auth.datetime.datetime = Clock
    dice = random.Random(7)
    print("/* Made by aws_sigv4_vectors.py: what the AWS SDK for Python makes of odd requests. */")
    for number in range(100):
        access, secret, region = SIGNERS[number % 2]
        endpoint, style = ENDPOINTS[number % 4]
        key = KEYS[number % len(KEYS)] + ("" if number < len(KEYS) else "-" + dice.choice(KEYS))
        Clock.at = datetime.datetime(2013 + dice.randrange(20), 1 + dice.randrange(12), 1 + dice.randrange(28),
                                     dice.randrange(24), dice.randrange(60), dice.randrange(60))
        seconds = dice.choice([1, 300, 600, 3600, 604800])
        client = boto3.client(
            "s3", endpoint_url=endpoint, region_name=region, aws_access_key_id=access, aws_secret_access_key=secret,
            config=Config(signature_version="s3v4", s3={"addressing_style": style}))
        length = sent = response = None
        parameters = {"Bucket": "visits", "Key": key}
        if number % 3 == 0:
            length, sent = dice.randrange(1, 2097153), dice.choice(TYPES)
            parameters.update(ContentLength=length, ContentType=sent)
        elif number % 3 == 1:
            response = dice.choice(TYPES)
            parameters.update(ResponseContentType=response)
        url = client.generate_presigned_url("put_object" if length else "get_object", Params=parameters, ExpiresIn=seconds)
        parts = urlsplit(url)
        epoch = int(Clock.at.replace(tzinfo=datetime.timezone.utc).timestamp())
        print("{ { %s, %s, %s }," % tuple(map(quoted, (access, secret, region))))
        print("  { .method = %s, .host = %s, .path = %s," % (
            quoted("PUT" if length else "GET"), quoted(parts.netloc), quoted(("/visits/" if style == "path" else "/") + key)))
        print("    .content_length = %s, .content_type = %s, .response_type = %s," % (
            quoted(str(length) if length else None), quoted(sent), quoted(response)))
        print("    .signed_at = %d, .seconds = %d }," % (epoch, seconds))
        print("  %s," % quoted(parts.path))
        # The order of what is signed, and the signature last.
        query = sorted(parts.query.split("&"), key=lambda part: (part.startswith("X-Amz-Signature="), part))
        print("  %s }," % quoted("&".join(query)))


main()
