package latchkey.session;

import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** An access token that was verified, with the groups that its account is in now in the place of its own. */
record TokenWithGroups(JsonWebToken token, Set<String> groups) implements JsonWebToken {

    @Override
    public String getName() {
        return token.getName();
    }

    @Override
    public Set<String> getClaimNames() {
        return token.getClaimNames();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getClaim(String name) {
        return name.equals(Claims.groups.name()) ? (T) groups : token.getClaim(name);
    }
}
