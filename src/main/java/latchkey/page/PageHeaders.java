package latchkey.page;

import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import latchkey.email.EmailConfig;

/** The response headers of account pages, which allow nothing but their own stylesheet, script and logo. */
@ApplicationScoped
class PageHeaders {

    private final String contentPolicy;

    PageHeaders(EmailConfig config) {
        contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src "
                + config.logo().map(PageHeaders::origin).orElse("'self'")
                + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String origin(String url) {
        URI logo = URI.create(url);
        return logo.getScheme() + "://" + logo.getRawAuthority();
    }

    void putInto(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", contentPolicy);
        // With no referrer at all, browsers would send the form without its origin.
        response.putHeader("Referrer-Policy", "same-origin");
    }
}
