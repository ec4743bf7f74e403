#!/usr/bin/python3
"""An S3 service of one bucket, as far as presigned PUT and GET go: server.py PORT.

It signs what comes in once more, by the AWS SDK for Python (Debian: python3-boto3), and refuses with 403 what has another
signature or is over. Objects are in memory. (npm's s3rver leaves signatures of version 4 unchecked.)"""

import datetime
import hmac
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ACCESS_KEY = SECRET = "S3RVER"
BUCKET = "/visits/"
OBJECTS = {}


class Refusal(Exception):
    pass


def check(method, path, headers):
    """Refuses what the signature in the query was not made for; returns the query."""
    parts = urlsplit(path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    try:
        access_key, day, region, service, _ = query["X-Amz-Credential"].split("/")
        stamp, names = query["X-Amz-Date"], query["X-Amz-SignedHeaders"].split(";")
        since = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ")
        seconds, claimed = int(query["X-Amz-Expires"]), query["X-Amz-Signature"]
    except (KeyError, ValueError):
        raise Refusal("AuthorizationQueryParametersError") from None
    now = datetime.datetime.utcnow()
    if access_key != ACCESS_KEY or not stamp.startswith(day) or "host" not in names:
        raise Refusal("InvalidAccessKeyId")
    if not since - datetime.timedelta(minutes=15) <= now <= since + datetime.timedelta(seconds=seconds):
        raise Refusal("AccessDenied")
    unsigned = "&".join(part for part in parts.query.split("&") if not part.startswith("X-Amz-Signature="))
    request = AWSRequest(method=method, url="http://%s%s?%s" % (headers["Host"], parts.path, unsigned),
                         headers={name: headers.get(name, "") for name in names})
    request.context["timestamp"] = stamp
    auth = S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET), service, region, seconds)
    signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    if not hmac.compare_digest(signature, claimed):
        raise Refusal("SignatureDoesNotMatch")
    return query


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amz-request-id", "1")
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, code):
        self.reply(status, "application/xml", ("<Error><Code>%s</Code></Error>" % code).encode())

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = unquote(urlsplit(self.path).path)
        try:
            query = check(self.command, self.path, self.headers)
        except Refusal as refusal:
            return self.refuse(403, str(refusal))
        if not key.startswith(BUCKET):
            return self.refuse(404, "NoSuchBucket")
        if self.command == "PUT":
            OBJECTS[key] = self.headers["Content-Type"], body
            return self.reply(200, "application/xml", b"")
        if key not in OBJECTS:
            return self.refuse(404, "NoSuchKey")
        kind, body = OBJECTS[key]
        return self.reply(200, query.get("response-content-type", kind), body)

    do_GET = do_PUT = serve


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
