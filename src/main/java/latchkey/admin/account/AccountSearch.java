package latchkey.admin.account;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.account.LoginNames;
import latchkey.admin.access.Paging;
import latchkey.directory.AccountFilter;
import latchkey.directory.AccountFilter.SecondFactor;
import latchkey.directory.AccountFilter.State;
import latchkey.failure.AuthFailure;
import latchkey.text.InvisibleCharacters;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a search for accounts. */
final class AccountSearch {

    /** @throws AuthFailure INVALID_FIELDS */
    static AccountFilter of(
            Optional<String> search,
            Optional<String> group,
            Optional<String> state,
            Optional<String> factor,
            Optional<String> joinedFrom,
            Optional<String> joinedUntil) {
        return new AccountFilter(
                text("search", search),
                text("group", group),
                constant("state", state, State.values()),
                constant("factor", factor, SecondFactor.values()),
                moment("joined_from", joinedFrom),
                moment("joined_until", joinedUntil));
    }

    private static @Nullable String text(String parameter, Optional<String> value) {
        String text =
                value.map(LoginNames::trimmed).filter(typed -> !typed.isEmpty()).orElse(null);
        if (text != null && InvisibleCharacters.in(text)) {
            throw Paging.invalid(parameter);
        }
        return text;
    }

    private static <E extends Enum<E>> @Nullable E constant(String parameter, Optional<String> value, E[] all) {
        return value.map(text -> Stream.of(all)
                        .filter(constant ->
                                constant.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Paging.invalid(parameter)))
                .orElse(null);
    }

    private static @Nullable Instant moment(String parameter, Optional<String> value) {
        return value.map(text -> Paging.moment(parameter, text)).orElse(null);
    }

    private AccountSearch() {}
}
