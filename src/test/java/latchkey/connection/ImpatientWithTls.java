package latchkey.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import latchkey.WithoutDocument;

/** TLS beside plain HTTP, proxies, and timeouts as short as a handshake on a busy machine allows. */
public class ImpatientWithTls extends WithoutDocument {

    private static final String PASSWORD = "changeit";

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "quarkus.http.ssl.certificate.key-store-file", keyStore().toString(),
                "quarkus.http.ssl.certificate.key-store-password", PASSWORD,
                "quarkus.http.insecure-requests", "enabled",
                "quarkus.http.test-ssl-port", "0",
                "latchkey.connections.request-timeout", "PT3S",
                "latchkey.connections.idle-timeout", "PT4S",
                "latchkey.proxies", "127.0.0.1,::1");
    }

    private static Path keyStore() {
        try {
            Path file = Files.createTempDirectory("latchkey").resolve("keys.p12");
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            int exit = new ProcessBuilder(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            "x",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD)
                    .start()
                    .waitFor();
            assertThat(exit).isZero();
            return file;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
