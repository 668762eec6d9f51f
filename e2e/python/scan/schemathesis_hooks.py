"""What schemathesis must be told to send our media types: bytes like any others."""

import schemathesis

schemathesis.serializer.alias("application/vnd.amparo.sealed-package", "application/octet-stream")
