package latchkey.contract;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which contracts there are, where, and what each may be set to do otherwise than its document prints. */
public interface ContractConfig {

    /** The contract that answers a path which several claim, where the host names no other. */
    @WithName("default")
    @WithDefault("drf-cookie")
    String fallback();

    /** Host name to the contract that answers there instead of the default. */
    Map<String, String> hosts();

    /** The contracts that are there; all where none is named. Each more is one more way in, at its own rules. */
    Optional<Set<String>> enabled();

    DrfToken drfToken();

    FastApi fastapi();

    interface DrfToken {
        /** Whether a refresh answers with a new refresh token, too. A frontend that does not take it is signed out by the next. */
        @WithDefault("false")
        boolean rotate();
    }

    interface FastApi {
        /** Where tokens are handed out. What is in a body can be read by every script of the page. */
        @WithDefault("both")
        TokensIn tokens();
    }

    enum TokensIn {
        BOTH,
        BODY,
        COOKIES
    }
}
