/**
 * The root of the certificate chain that a driver has by default, as PEM: `fixtures/certificates/root.pem`. **TEST ONLY**:
 * whatever trusts it trusts a driver whose private key is public.
 *
 * @example
 * ```ts
 * import { createDevice, testRoot } from 'softumd';
 * import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
 * import { readCertificateChain, validateCertificateChain } from 'softumd/player';
 *
 * const { videoDevice } = createDevice();
 * const session = videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP);
 * validateCertificateChain(readCertificateChain(session.getCertificate()), testRoot);
 * ```
 */
export const testRoot: string = `\
-----BEGIN CERTIFICATE-----
MIIDJTCCAg2gAwIBAgIBATANBgkqhkiG9w0BAQsFADAhMR8wHQYDVQQDExZTb2Z0
VU1EIFRFU1QgT05MWSByb290MCAXDTIwMDEwMTAwMDAwMFoYDzk5OTkxMjMxMjM1
OTU5WjAhMR8wHQYDVQQDExZTb2Z0VU1EIFRFU1QgT05MWSByb290MIIBIjANBgkq
hkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5Jvd7nwJZ3Tg0RWQe16jbbDc7fHxWNzT
XZcDD0+NSfUW8WXQw8R64BQXyvSJKphSXROC3z+H3uhrbemt5/XLV+CnW1UgYD70
wzZqWoYFj9MjMHwKqKIORiUvxF0BMxjHo41DRvnkgcx7s0tUsB3b4qqc/7vAzhzq
XBKLA8py8k1skZD08/RQ/sGqAQ42aRzHaASO6iGhTwmKKuH8VkKWXmlQlP1XJpCy
JmfqaHPwpIOrqIpfs+YOk5LogHKrQYKS/fEnwLOOG9cA4qUo4SfxPScaz2+nKBFK
qRhINxy55XcShW5Tt4jfcw1SAb6Ttug3Z2GEkGpUeOO/EYlz3gCOEwIDAQABo2Yw
ZDASBgNVHRMBAf8ECDAGAQH/AgEBMA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQU
IhVOFiWeEezKnNzxO/fDHg4biGcwHwYDVR0jBBgwFoAUIhVOFiWeEezKnNzxO/fD
Hg4biGcwDQYJKoZIhvcNAQELBQADggEBAIZPoFpHp4m2jzzGPTgOuFzJNRAP+C13
5b/PEZ1VmhNXY+cefABj/at1yxYgQJAhndeZ9J+9EXq5b7RzQutu7hqC6Zb0odS1
2TloYgscX4AlIlKCFtCQwS8k55h+2R0dDgVPioHbnt3sdiel+FegpyX3hqlAUugQ
piQCJPOykbmrdg0fqPbIUGRHR4E7lXQDZtE85zYQ2AeGgK6mi3LzAMUUFz44YhX1
oKKFIXdxsn3pWzP69WJEYNL/4HkOb6Z/V7eKVOaCB442qo117jK01ktAxwh+Oay5
iThRwW7AFQhWYyJ6CdA6NLTn/33iPEWHTmjOfPdvUMlwzXdzNl4e6KA=
-----END CERTIFICATE-----
`;

/**
 * The public key of the root of the COPP chain that a driver has by default, as PEM:
 * `fixtures/certificates/copp.root.pem`. **TEST ONLY**, as {@link testRoot}.
 *
 * @example
 * ```ts
 * import { createOutputs, testCoppRoot } from 'softumd';
 * import { CoppClient } from 'softumd/player';
 *
 * const copp = createOutputs().monitors[0]!.outputs[0]!.certifiedOutputProtection();
 * const { random: driverRandom, certificate } = copp.keyExchange();
 * const client = new CoppClient({ driverRandom, certificate, trustedRoot: testCoppRoot });
 * ```
 */
export const testCoppRoot: string = `\
SoftUMD TEST ONLY: this key is public. Never trust it, never deploy it.
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7VrpX+PVrD9ClxET/FzQqezmE
aaRN1O2FUx5j+az5wjgfa+9MvBBQJWlHVCIua0DiwRXblCojy10F2BJcVC527twG
6s8xnHVbNdrdPksc2/Efq9sQdnbAcDy5+A3rfErRzbyMqXuVmq6ZzBzrv8X4sIXA
fTGa530dLDLFoH9KVwIDAQAB
-----END PUBLIC KEY-----
`;
