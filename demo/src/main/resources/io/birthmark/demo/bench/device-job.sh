#!/bin/sh
# One device's job as a shell pipeline of tpm2-tools, as a line without a station would do it: what the station does to a
# TPM, without journal, ledger and certificate chain. Compared to the station by the bench.
#
#   device-job.sh RECORD     TPM2TOOLS_TCTI says where the TPM is; the current folder is for files of this run
set -eu

record=$1
index=0x01800100

tpm2_startup -c
tpm2_getcap properties-fixed > properties
tpm2_getcap properties-variable >> properties
tpm2_getcap handles-nv-index > indices
tpm2_getcap handles-persistent > handles

# The EK is there; it must be the key of its certificate.
tpm2_nvread 0x01c00002 -o ek-certificate
tpm2_readpublic -Q -c 0x81010001 -f pem -o ek.pem
openssl x509 -inform der -in ek-certificate -noout -pubkey > certified.pem
cmp -s ek.pem certified.pem

tpm2_createprimary -Q -C o -g sha256 -G rsa2048:aes128cfb -c srk \
    -a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt'
tpm2_evictcontrol -Q -C o -c srk 0x81000001
tpm2_flushcontext -t
tpm2_readpublic -Q -c 0x81000001 -n srk-name

# EK and SRK sit in one TPM.
head -c 32 /dev/urandom > secret
tpm2_makecredential -Q -T none -G rsa -u ek.pem -s secret -n "$(od -An -v -tx1 srk-name | tr -d ' \n')" -o credential
tpm2_startauthsession --policy-session -S session
tpm2_policysecret -Q -S session -c e
tpm2_activatecredential -Q -c 0x81000001 -C 0x81010001 -i credential -o opened -P session:session
tpm2_flushcontext session
cmp -s secret opened

tpm2_nvdefine -Q -C o -s "$(wc -c < "$record")" -a 'ownerwrite|ownerread|authread|no_da|writedefine' "$index"
tpm2_nvwrite -Q -C o -i "$record" "$index"
tpm2_nvwritelock -C o "$index"
tpm2_nvread -C "$index" "$index" -o written
cmp -s "$record" written

tpm2_shutdown -c
