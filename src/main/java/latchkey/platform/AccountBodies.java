package latchkey.platform;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.Profile;
import latchkey.contract.Hashed.Repetition;
import latchkey.contract.MergePatch;
import latchkey.contract.Password;
import latchkey.contract.TokenDelivery;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of one's own account: what is read, then what is written. */
final class AccountBodies {

    /** What is absent stays; what is empty, or null, is taken away. */
    record Changes(
            @JsonProperty("first_name") @Size(max = 150) @Nullable
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable
            String lastName,

            @JsonProperty("full_name") @Size(max = 255) @Nullable
            String fullName,

            @JsonProperty("profile_image") @Size(max = 2000) @Pattern(regexp = "(https?://.+)?") @Nullable
            String profileImage)
            implements MergePatch {

        Profile toProfile() {
            return new Profile(firstName, lastName, fullName, profileImage);
        }
    }

    record NewPassword(
            @JsonProperty("current_password") @NotEmpty @Password(min = 1, raisable = false)
            String currentPassword,

            @JsonProperty("new_password") @NotEmpty @Password @Schema(minLength = 8, maxLength = 255)
            String newPassword)
            implements Repetition {}

    /** What the session is refreshed with from now on, where its contract hands it out in a body. */
    @JsonInclude(NON_NULL)
    record NewTokens(
            @JsonProperty("access_token") @Nullable String accessToken,
            @JsonProperty("refresh_token") @Nullable String refreshToken) {

        static NewTokens none() {
            return new NewTokens(null, null);
        }

        static NewTokens of(TokenDelivery.InBody tokens) {
            return new NewTokens(tokens.access(), tokens.refresh());
        }
    }

    record Proof(
            @NotEmpty @Password(min = 1, raisable = false) String password) implements Repetition {}

    record Me(
            long id,
            String username,
            @Nullable String email,
            @JsonProperty("first_name") String firstName,
            @JsonProperty("last_name") String lastName,
            @JsonProperty("full_name") String fullName,
            @JsonProperty("profile_image") @Nullable String profileImage,
            @JsonProperty("joined_at") Instant joinedAt) {

        static Me of(Account account) {
            return new Me(
                    account.id,
                    account.username,
                    account.email,
                    account.firstName,
                    account.lastName,
                    account.displayName(),
                    account.profileImage,
                    account.joinedAt);
        }
    }

    /**
     * A session as its owner sees it.
     *
     * @param lastUsedAt within the hour, since the moment of a refresh is when a stolen token could be used unseen
     * @param expiresAt the same
     * @param current whether it is the one that asks
     */
    record OpenSession(
            UUID id,
            @JsonProperty("user_agent") @Nullable String userAgent,
            @Nullable String address,
            @JsonProperty("opened_at") Instant openedAt,
            @JsonProperty("last_used_at") Instant lastUsedAt,
            @JsonProperty("expires_at") Instant expiresAt,
            boolean current) {

        static OpenSession of(Sessions.Live live, @Nullable UUID mine) {
            return new OpenSession(
                    live.id(),
                    live.userAgent(),
                    live.address(),
                    live.openedAt(),
                    latest(rounded(live.lastUsedAt()), live.openedAt()),
                    latest(rounded(live.expiresAt()), live.openedAt()),
                    live.id().equals(mine));
        }

        private static Instant rounded(Instant moment) {
            return moment.truncatedTo(ChronoUnit.HOURS);
        }

        private static Instant latest(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }

    private AccountBodies() {}
}
