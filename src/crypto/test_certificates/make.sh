#!/usr/bin/env bash
# Makes the certificates and the RSA-signed message of this folder anew, all of them for tests only.
# The SM2 signer has the published example key of GB/T 32918.5, so no secret stands here; the other
# private keys are thrown away.
set -euo pipefail
cd "$(dirname "$0")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
here="$PWD"
cd "$work"

cat >ca.cnf <<'CNF'
[ca]
default_ca = test
[test]
database = index.txt
serial = serial
new_certs_dir = .
policy = any
unique_subject = no
default_md = sm3
[any]
commonName = supplied
organizationName = optional
[req]
distinguished_name = dn
prompt = no
string_mask = utf8only
[dn]
O = TEST ONLY 仅供测试
CN = placeholder
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
[encipherer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, keyEncipherment
[odd]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
1.2.3.4.5 = critical, ASN1:UTF8String:an extension that nobody knows
CNF
: >index.txt
echo 0099270001 >serial
id="distid:1234567812345678"
name="/O=TEST ONLY 仅供测试/CN="

request() {  # request <key> <name> <out>
  openssl req -new -utf8 -config ca.cnf -key "$1" -subj "$name$2" -sm3 -sigopt "$id" -out "$3"
}
issue() {  # issue <request> <extensions> <from> <to> <out> [more]
  openssl ca -batch -notext -utf8 -config ca.cnf -in "$1" -extensions "$2" -startdate "$3" -enddate "$4" \
    -sigopt "$id" -out "$5" "${@:6}" 2>/dev/null
}

for authority in authority stranger; do
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out $authority.key 2>/dev/null
  request $authority.key "$authority" $authority.csr
  issue $authority.csr authority 20200101000000Z 20400101000000Z $authority.pem \
    -selfsign -keyfile $authority.key -vfyopt "$id"
done
as_authority=(-cert authority.pem -keyfile authority.key)

# The example key of GB/T 32918.5, as SEC 1.
point=09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
point+=CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13
scalar=3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
curve=06082A811CCF5501822D
echo "30770201010420${scalar}A00A${curve}A14403420004${point}" | xxd -r -p |
  openssl pkey -inform DER -out sm2_signer.key
request sm2_signer.key sm2_signer sm2_signer.csr
issue sm2_signer.csr signer 20240101000000Z 20290101000000Z sm2_signer.pem "${as_authority[@]}" -vfyopt "$id"
issue sm2_signer.csr encipherer 20240101000000Z 20290101000000Z sm2_encipherer.pem "${as_authority[@]}" \
  -vfyopt "$id"
issue sm2_signer.csr odd 20240101000000Z 20290101000000Z sm2_odd.pem "${as_authority[@]}" -vfyopt "$id"
issue sm2_signer.csr signer 20240101000000Z 20290101000000Z sm2_stranger.pem \
  -cert stranger.pem -keyfile stranger.key -vfyopt "$id"

# The key of the known-answer vector: its private half isn't ours, so the request is another's.
known=04d2f3909a9940afd8a03d9ac0f05d66b2a9c577453efba1ba3611b9acdb885167
known+=edd01c109fb792264b79fdfbd24a87bba54836fdac075163e7ce479e41cee856
echo "3059301306072A8648CE3D020106082A811CCF5501822D034200${known}" | xxd -r -p |
  openssl pkey -pubin -inform DER -out known.pub
openssl x509 -req -in sm2_signer.csr -force_pubkey known.pub -CA authority.pem -CAkey authority.key \
  -sm3 -sigopt "$id" -vfyopt "$id" -days 36500 -set_serial 0x0099270099 -out known.pem 2>/dev/null

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa_signer.key 2>/dev/null
openssl req -new -utf8 -config ca.cnf -key rsa_signer.key -subj "${name}rsa_signer" -sha256 -out rsa_signer.csr
issue rsa_signer.csr signer 20240101000000Z 20290101000000Z rsa_signer.pem "${as_authority[@]}"

# A message that is its own canonical form, signed with RSA over SHA-1 as old software does.
ceb='xmlns:ceb="http://www.chinaport.gov.cn/ceb"'
ds='xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
w3=http://www.w3.org
open="<ceb:CEB621Message $ceb guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC94\" version=\"1.0\">"
open+="<ceb:note>仅供测试</ceb:note>"
close="</ceb:CEB621Message>"
digest="$(printf '%s' "$open$close" | openssl dgst -sha1 -binary | base64)"
info="<ds:CanonicalizationMethod Algorithm=\"$w3/TR/2001/REC-xml-c14n-20010315\"></ds:CanonicalizationMethod>"
info+="<ds:SignatureMethod Algorithm=\"$w3/2000/09/xmldsig#rsa-sha1\"></ds:SignatureMethod>"
info+="<ds:Reference URI=\"\"><ds:Transforms>"
info+="<ds:Transform Algorithm=\"$w3/2000/09/xmldsig#enveloped-signature\"></ds:Transform></ds:Transforms>"
info+="<ds:DigestMethod Algorithm=\"$w3/2000/09/xmldsig#sha1\"></ds:DigestMethod>"
info+="<ds:DigestValue>$digest</ds:DigestValue></ds:Reference></ds:SignedInfo>"
value="$(printf '%s' "<ds:SignedInfo $ceb $ds>$info" | openssl dgst -sha1 -sign rsa_signer.key | base64 -w 76)"
certificate="$(sed '/-----/d' rsa_signer.pem)"
{
  printf '%s' "$open<ds:Signature $ds><ds:SignedInfo>$info<ds:SignatureValue>$value</ds:SignatureValue>"
  printf '%s' "<ds:KeyInfo><ds:KeyName>rsa</ds:KeyName><ds:X509Data><ds:X509Certificate>$certificate"
  printf '%s' "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>$close"
} >rsa_signed.xml

cp authority.pem stranger.pem sm2_signer.pem sm2_encipherer.pem sm2_odd.pem sm2_stranger.pem known.pem rsa_signer.pem \
  rsa_signed.xml "$here/"
