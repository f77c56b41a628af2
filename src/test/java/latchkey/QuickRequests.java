package latchkey;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import org.apache.http.client.HttpClient;
import org.apache.http.conn.scheme.PlainSocketFactory;
import org.apache.http.conn.scheme.Scheme;
import org.apache.http.conn.scheme.SchemeRegistry;
import org.apache.http.conn.ssl.SSLSocketFactory;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.impl.conn.BasicClientConnectionManager;
import org.apache.http.params.HttpParams;

/**
 * The client of each request of a test. As RestAssured makes it, it would prepare TLS and look for its version on the class path
 * each time, which takes an eighth of the processor time of the tests that send many.
 */
public class QuickRequests implements QuarkusTestBeforeEachCallback {

    private static final HttpParams PARAMS = new DefaultHttpClient().getParams();

    private static final SSLSocketFactory TLS = SSLSocketFactory.getSocketFactory();

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        use();
    }

    static void use() {
        RestAssured.config = new Config();
    }

    private static HttpClient client() {
        SchemeRegistry schemes = new SchemeRegistry();
        schemes.register(new Scheme("http", 80, PlainSocketFactory.getSocketFactory()));
        schemes.register(new Scheme("https", 443, TLS));
        return new DefaultHttpClient(new BasicClientConnectionManager(schemes), PARAMS.copy());
    }

    private static class Config extends RestAssuredConfig {

        @Override
        public HttpClientConfig getHttpClientConfig() {
            return super.getHttpClientConfig().httpClientFactory(QuickRequests::client);
        }

        /** Quarkus sets timeouts before each test. */
        @Override
        public RestAssuredConfig httpClient(HttpClientConfig config) {
            return super.httpClient(config.httpClientFactory(QuickRequests::client));
        }
    }
}
