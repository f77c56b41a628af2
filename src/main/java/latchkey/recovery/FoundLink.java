package latchkey.recovery;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import latchkey.email.EmailLink;
import org.jspecify.annotations.Nullable;

/** The link that was found for the current request before the request waited in the hashing queue. */
@RequestScoped
class FoundLink {

    private @Nullable EmailLink found;

    void hold(EmailLink link) {
        found = link;
    }

    /** The link of {@link #hold}, once. */
    Optional<EmailLink> take() {
        Optional<EmailLink> before = Optional.ofNullable(found);
        found = null;
        return before;
    }
}
