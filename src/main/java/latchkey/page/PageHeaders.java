package latchkey.page;

import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import latchkey.email.EmailConfig;

/** The response headers of account pages, which allow nothing but their own stylesheet, script and logo. */
@ApplicationScoped
class PageHeaders {

    private final String images;

    PageHeaders(EmailConfig config) {
        images = config.logo().map(PageHeaders::origin).orElse("'self'");
    }

    private static String origin(String url) {
        URI logo = URI.create(url);
        return logo.getScheme() + "://" + logo.getRawAuthority();
    }

    void putInto(HttpServerResponse response, AccountPage page) {
        response.putHeader("Content-Security-Policy", contentPolicy(page));
        // With no referrer at all, browsers would send the form without its origin.
        response.putHeader("Referrer-Policy", "same-origin");
    }

    void putIntoManage(HttpServerResponse response) {
        response.putHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src " + images
                        + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        response.putHeader("Referrer-Policy", "same-origin");
    }

    /** A page that leads back to a frontend may be redirected there, and one for passkeys asks for a challenge. */
    private String contentPolicy(AccountPage page) {
        String returnTo = page.values.get(AccountPage.Field.RETURN_TO.name());
        return "default-src 'none'; style-src 'self'; script-src 'self'; img-src " + images
                + (page.fields.contains(AccountPage.Field.PASSKEY) ? "; connect-src 'self'" : "")
                + "; form-action 'self'"
                + (returnTo == null
                        ? ""
                        : ReturnAddress.origin(returnTo).map(" "::concat).orElse(""))
                + "; base-uri 'none'; frame-ancestors 'none'";
    }
}
