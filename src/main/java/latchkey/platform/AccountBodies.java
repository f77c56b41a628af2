package latchkey.platform;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;
import static latchkey.contract.ContractDocs.BY_CONTRACT;

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
import latchkey.contract.Says;
import latchkey.contract.TokenDelivery;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of one's own account: what is read, then what is written. */
final class AccountBodies {

    /** What is absent stays; what is empty, or null, is taken away. */
    @Schema(description = Says.CHANGES)
    record Changes(
            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = Says.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Size(max = 255) @Nullable @Schema(description = Says.FULL_NAME)
            String fullName,

            @JsonProperty("profile_image")
            @Size(max = 2000)
            @Pattern(regexp = "(https?://.+)?")
            @Nullable
            @Schema(description = Says.PROFILE_IMAGE)
            String profileImage)
            implements MergePatch {

        Profile toProfile() {
            return new Profile(firstName, lastName, fullName, profileImage);
        }
    }

    @Schema(description = Says.PASSWORDS)
    record NewPassword(
            @JsonProperty("current_password")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = Says.CURRENT_PASSWORD, format = Says.SECRET)
            String currentPassword,

            @JsonProperty("new_password")
            @NotEmpty
            @Password
            @Schema(description = Says.NEW_PASSWORD, format = Says.SECRET, minLength = 8, maxLength = 255)
            String newPassword)
            implements Repetition {}

    /** What the session is refreshed with from now on, where its contract hands it out in a body. */
    @JsonInclude(NON_NULL)
    @Schema(description = Says.PAIR)
    record NewTokens(
            @JsonProperty("access_token")
            @Nullable
            @Schema(
                    description = Says.ACCESS_TOKEN,
                    format = Says.ACCESS,
                    extensions = @Extension(name = BY_CONTRACT, value = "access"))
            String accessToken,

            @JsonProperty("refresh_token")
            @Nullable
            @Schema(
                    description = Says.REFRESH_TOKEN,
                    format = Says.REFRESH,
                    extensions = @Extension(name = BY_CONTRACT, value = "refresh"))
            String refreshToken) {

        static NewTokens none() {
            return new NewTokens(null, null);
        }

        static NewTokens of(TokenDelivery.InBody tokens) {
            return new NewTokens(tokens.access(), tokens.refresh());
        }
    }

    @Schema(description = Says.PROOF)
    record Proof(
            @NotEmpty @Password(min = 1, raisable = false) @Schema(description = Says.PASSWORD, format = Says.SECRET)
            String password)
            implements Repetition {}

    @Schema(description = Says.USER)
    record Me(
            @Schema(description = Says.ID) long id,
            @Schema(description = Says.USERNAME) String username,
            @Nullable @Schema(description = Says.EMAIL) String email,

            @JsonProperty("first_name") @Schema(description = Says.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = Says.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Schema(description = Says.FULL_NAME)
            String fullName,

            @JsonProperty("profile_image") @Nullable @Schema(description = Says.PROFILE_IMAGE)
            String profileImage,

            @JsonProperty("joined_at") @Schema(description = Says.JOINED)
            Instant joinedAt) {

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
    @Schema(description = Says.SESSION)
    record OpenSession(
            @Schema(description = Says.SESSION_ID) UUID id,

            @JsonProperty("user_agent") @Nullable @Schema(description = Says.USER_AGENT)
            String userAgent,

            @Nullable @Schema(description = Says.ADDRESS) String address,

            @JsonProperty("opened_at") @Schema(description = Says.OPENED_AT)
            Instant openedAt,

            @JsonProperty("last_used_at") @Schema(description = Says.LAST_USED_AT)
            Instant lastUsedAt,

            @JsonProperty("expires_at") @Schema(description = Says.EXPIRES_AT)
            Instant expiresAt,

            @Schema(description = Says.CURRENT) boolean current) {

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
