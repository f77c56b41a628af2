package latchkey.admin.access;

import jakarta.enterprise.context.RequestScoped;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/** Who uses the admin API in the current request. */
@RequestScoped
public class CurrentAdmin {

    private @Nullable Admin admin;

    void set(Admin found) {
        admin = found;
    }

    /** @throws AuthFailure NOT_AUTHENTICATED outside the admin API */
    public Admin get() {
        Admin found = admin;
        if (found == null) {
            throw AuthFailure.because(Reason.NOT_AUTHENTICATED);
        }
        return found;
    }
}
