package latchkey.admin.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import latchkey.account.Account;
import latchkey.client.KnownClient;
import latchkey.client.Scope;
import latchkey.failure.AuthFailure;

/**
 * Who uses the admin API: a superuser, or a program.
 *
 * @param name as audit events have it
 * @param scopes all of them for a superuser
 */
public record Admin(String name, Set<Scope> scopes) {

    static Admin of(Account account) {
        return new Admin(
                String.format(Locale.ROOT, "account %d (%s)", account.id, account.username),
                EnumSet.allOf(Scope.class));
    }

    /** @param granted when the token was issued; what the client may no longer do counts no more */
    static Admin of(KnownClient client, String granted) {
        Set<Scope> scopes = Scope.read(granted);
        scopes.retainAll(client.scopes());
        return new Admin("client " + client.id(), scopes);
    }

    /** @throws AuthFailure INSUFFICIENT_SCOPE */
    public void require(Scope scope) {
        if (!scopes.contains(scope)) {
            throw AuthFailure.insufficientScope(scope.text());
        }
    }

    /**
     * Keeps programs from changing superusers, and so from becoming one.
     *
     * @throws AuthFailure INSUFFICIENT_SCOPE
     */
    public void requireMayChange(Account account) {
        if (account.superuser) {
            require(Scope.SUPERUSERS_WRITE);
        }
    }

    /**
     * Keeps programs from making superusers.
     *
     * @throws AuthFailure INSUFFICIENT_SCOPE
     */
    public void requireMayGrant(Collection<String> groups) {
        if (groups.stream().anyMatch(Account.SUPERUSER::equalsIgnoreCase)) {
            require(Scope.SUPERUSERS_WRITE);
        }
    }

    /**
     * Keeps programs from making other programs that may do more.
     *
     * @throws AuthFailure INSUFFICIENT_SCOPE
     */
    public void requireAll(Set<Scope> others) {
        others.forEach(this::require);
    }
}
