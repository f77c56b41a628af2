package latchkey.playground;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.quarkus.arc.properties.IfBuildProperty;
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

/** Serves the files of the playground, which load nothing from other hosts. */
@Singleton
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
public class Pages {

    private static final String FOLDER = "playground/";

    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Whether this build contains the files. */
    public static boolean areBuilt() {
        return loader().getResource(FOLDER + "index.html") != null;
    }

    void serve(@Observes Router router) {
        ReadOnlyRoute.serve(router.route("/"), routing -> answer(routing, "index.html"));
        ReadOnlyRoute.serve(
                router.routeWithRegex("/playground/(?<file>[a-z]+[.](?:css|js|svg))"),
                routing -> loader().getResource(FOLDER + routing.pathParam("file")) != null,
                routing -> answer(routing, routing.pathParam("file")));
    }

    /** Answers with a file, or passes the request on if there is no file of that name. */
    public static void answer(RoutingContext routing, String file) {
        answer(routing, file, CONTENT_POLICY);
    }

    /** As {@link #answer(RoutingContext, String)}, with another content security policy. */
    public static void answer(RoutingContext routing, String file, String contentPolicy) {
        try (InputStream content = loader().getResourceAsStream(FOLDER + file)) {
            if (content == null) {
                routing.next();
                return;
            }
            routing.response()
                    .putHeader(CONTENT_TYPE, TYPES.get(file.substring(file.lastIndexOf('.') + 1)))
                    .putHeader("Content-Security-Policy", contentPolicy)
                    .end(Buffer.buffer(content.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassLoader loader() {
        return Thread.currentThread().getContextClassLoader();
    }
}
