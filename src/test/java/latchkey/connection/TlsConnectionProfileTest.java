package latchkey.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import latchkey.Database;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first request on a TLS connection arrives with the end of the handshake, and has the same timeouts as any other. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ImpatientWithTls.class)
class TlsConnectionProfileTest {

    private static final int MOST = 10;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            GET  | X-Forwarded-For:                  | HTTP/1.1 401
            GET  | X-Forwarded-For: ,                | HTTP/1.1 401
            POST | Content-Length: 9                 | HTTP/1.1 408
            """)
    void theFirstRequestOnATlsConnectionTimesOutToo(String method, String header, String answer) throws Exception {
        assertThat(ask("%s /express/api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n\r\n"
                        .formatted(method, header)))
                .startsWith(answer);
    }

    /** Once more where shaking hands took longer than a first request may: on a busy machine, the first ones can. */
    private static String ask(String text) throws Exception {
        String answer = "";
        for (int i = 0; i < MOST && answer.isEmpty(); i++) {
            answer = askOnce(text);
        }
        return answer;
    }

    private static String askOnce(String text) throws Exception {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.ssl-port", Integer.class);
        try (Socket socket = trusting().getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(RawConnection.MAX_WAIT);
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        return context;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
