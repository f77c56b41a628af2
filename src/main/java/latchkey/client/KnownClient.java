package latchkey.client;

import java.util.Set;

/**
 * A client that may act, from the settings or the table.
 *
 * @param configured whether the settings name it
 */
public record KnownClient(String id, Set<Scope> scopes, boolean configured) {

    /** Whether it may introspect or revoke tokens: those of the settings always may. */
    boolean may(Scope scope) {
        return configured || scopes.contains(scope);
    }
}
