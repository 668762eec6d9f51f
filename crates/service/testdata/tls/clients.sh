#!/usr/bin/env bash
# Makes the client certificates of the tests anew, in this folder. The keys of the two authorities are thrown away.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# sign KEY SUBJECT EXTENSIONS START END OUT OPTIONS...
sign() {
  mkdir "$work/ca"
  : > "$work/ca/index.txt"
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index.txt\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n' "$work/ca" "$work/ca" > "$work/ca.cnf"
  printf '[p]\ncommonName=supplied\n[authority]\nbasicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n' >> "$work/ca.cnf"
  printf '[client]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n' >> "$work/ca.cnf"
  openssl req -new -key "$1" -subj "/CN=$2" -out "$work/request.pem"
  openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$3" -startdate "$4" -enddate "$5" -in "$work/request.pem" -out "$6" "${@:7}" 2>/dev/null
  rm -r "$work/ca"
}

authority() { key "$work/$1.key"; sign "$work/$1.key" "$2" authority 20200101000000Z 20990101000000Z "$work/$1.pem" -selfsign -keyfile "$work/$1.key"; }
client() { sign "$2" "$3" client "$4" "$5" "$3.pem" -cert "$work/$1.pem" -keyfile "$work/$1.key"; }

authority clients-ca "Amparo test authority of clients"
authority stranger-ca "Amparo test authority of strangers"
cp "$work/clients-ca.pem" clients-ca.pem
key client.key
key other-client.key
client clients-ca client.key client 20200101000000Z 20990101000000Z
client clients-ca client.key client-renewed 20210101000000Z 20990101000000Z
client clients-ca client.key client-expired 20200101000000Z 20200201000000Z
client clients-ca other-client.key other-client 20200101000000Z 20990101000000Z
client stranger-ca client.key client-stranger 20200101000000Z 20990101000000Z
openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum | cut -c1-64 > client.sha256
