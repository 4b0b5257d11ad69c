// Made by: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=localhost
// -addext subjectAltName=DNS:localhost,IP:127.0.0.1

/** A server of tests, certified by itself. */
export const CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIfOcbnMnSyEVu7DM
TSYu4/OI8ilTZXneifMjpb+tX4mhRANCAAS1DoyH7OumF29fp2tE7eeXYv9eeo5O
uZtVtr5SszAxCxTyzzLnG0DU01vimp7r4DhBulLvCLrVkn97jWhNIpIo
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUc6fIwTEEdFR3kqlVbXcPCkcRGDowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIwNTQxN1oYDzIxMjYxMDI5
MjA1NDE3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS1DoyH7OumF29fp2tE7eeXYv9eeo5OuZtVtr5SszAxCxTyzzLnG0DU
01vimp7r4DhBulLvCLrVkn97jWhNIpIoo28wbTAdBgNVHQ4EFgQUbdzg3K2+xosu
HLGtlIBFyZ+gSJYwHwYDVR0jBBgwFoAUbdzg3K2+xosuHLGtlIBFyZ+gSJYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgSzEKU1T9pMTEPfOumFmKxvuaenXhG6ZR6QImPDZB1MUCIFD5
fB/6v0tJAkgSRwfH16r+01trMF0p6f0Ahg1LSGDg
-----END CERTIFICATE-----`,
};
