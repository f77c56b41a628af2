package latchkey.console;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import latchkey.http.ReadOnlyRoute;

/** Serves the files of the console, which has no data of its own: its script asks the admin API. Without the setting there is no route. */
@Singleton
class ConsoleRoutes {

    private static final String FOLDER = "console/";

    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");

    private final ConsoleConfig config;

    ConsoleRoutes(ConsoleConfig config) {
        this.config = config;
    }

    void serve(@Observes Router router) {
        if (!config.enabled()) {
            return;
        }
        ReadOnlyRoute.serve(router.route("/console"), routing -> answer(routing, "index.html"));
        ReadOnlyRoute.serve(
                router.routeWithRegex("/console/(?<file>[a-z]+[.](?:css|js))"),
                routing -> loader().getResource(FOLDER + routing.pathParam("file")) != null,
                routing -> answer(routing, routing.pathParam("file")));
    }

    private static void answer(RoutingContext routing, String file) {
        try (InputStream content = loader().getResourceAsStream(FOLDER + file)) {
            if (content == null) {
                routing.next();
                return;
            }
            routing.response()
                    .putHeader(CONTENT_TYPE, TYPES.get(file.substring(file.lastIndexOf('.') + 1)))
                    .putHeader("Content-Security-Policy", CONTENT_POLICY)
                    .end(Buffer.buffer(content.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassLoader loader() {
        return Thread.currentThread().getContextClassLoader();
    }
}
