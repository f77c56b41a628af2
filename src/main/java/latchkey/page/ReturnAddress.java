package latchkey.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.browser.TrustedOrigins;
import org.jspecify.annotations.Nullable;

/** Checks the addresses that pages go back to: only those of trusted origins, so that no page leads a user elsewhere. */
@ApplicationScoped
class ReturnAddress {

    /** Printable ASCII, without what browsers read as another separator, or as a user before the host. */
    private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+.-]*://[^/?#@\\\\]+)(?:[/?][!-~&&[^#\\\\]]*)?");

    private final TrustedOrigins origins;

    ReturnAddress(TrustedOrigins origins) {
        this.origins = origins;
    }

    /**
     * The address, if there is one.
     *
     * @throws AuthFailure FORBIDDEN if its origin is not trusted
     */
    Optional<String> checked(@Nullable String address) {
        if (address == null || address.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(address)
                .filter(url -> origin(url).filter(origins::isTrusted).isPresent())
                .or(() -> {
                    throw AuthFailure.because(Reason.FORBIDDEN);
                });
    }

    static Optional<String> origin(String address) {
        Matcher parts = URL.matcher(address);
        return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
    }
}
