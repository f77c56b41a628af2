package latchkey.platform.factor;

import static jakarta.ws.rs.core.HttpHeaders.CACHE_CONTROL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import latchkey.passkey.Passkeys;
import latchkey.platform.MetadataResource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The module with which frontends offer passkeys, and its types. */
@Path("{file:passkeys[.](?:js|d[.]ts)}")
public class PasskeyModule {

    private final Passkeys passkeys;

    PasskeyModule(Passkeys passkeys) {
        this.passkeys = passkeys;
    }

    @GET
    @Produces("text/javascript;charset=UTF-8")
    @Operation(hidden = true)
    public RestResponse<String> file(@RestPath String file) {
        passkeys.requireOn();
        try (InputStream content =
                requireNonNull(Thread.currentThread().getContextClassLoader().getResourceAsStream("passkey/" + file))) {
            return ResponseBuilder.ok(new String(content.readAllBytes(), UTF_8))
                    .header(CACHE_CONTROL, MetadataResource.PUBLIC)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
