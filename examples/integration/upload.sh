#!/usr/bin/env bash
# Hands a file over to a platform node with curl, and prints what it answers as JSON.
#
#     AMPARO_URL=https://platform.example AMPARO_NAME=application AMPARO_SECRET=... \
#         ./upload.sh KEY FILE < statement.json
#
# KEY is your own name of this upload: the same again gets the same answer, and nothing is stored twice. So after a time-out just send it again.
set -euo pipefail
key=${1:?give your own name of this upload}
file=${2:?give the file}

quoted() { local text=${1//\\/\\\\}; printf '%s' "${text//\"/\\\"}"; }

# by a file of settings, so that no other user of this machine reads the secret in the list of processes
curl --silent --show-error --fail-with-body \
  --config <(printf 'user = "%s:%s"\n' "$(quoted "${AMPARO_NAME:?}")" "$(quoted "${AMPARO_SECRET:?}")") \
  --header "Idempotency-Key: $key" --form 'upload=<-' --form "file=@$file" \
  "${AMPARO_URL:?}/api/uploads"
