package latchkey.platform;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;
import static latchkey.openapi.ContractDocs.BY_CONTRACT;

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
import latchkey.http.body.MergePatch;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody.Repetition;
import latchkey.http.signin.TokenDelivery;
import latchkey.openapi.FieldDescriptions;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of the user's own account: requests first, then responses. */
final class AccountBodies {

    /** An absent field stays unchanged; an empty or null one is removed. */
    @Schema(description = FieldDescriptions.CHANGES)
    record Changes(
            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName,

            @JsonProperty("profile_image")
            @Size(max = 2000)
            @Pattern(regexp = "(https?://.+)?")
            @Nullable
            @Schema(description = FieldDescriptions.PROFILE_IMAGE)
            String profileImage)
            implements MergePatch {

        Profile toProfile() {
            return new Profile(firstName, lastName, fullName, profileImage);
        }
    }

    @Schema(description = FieldDescriptions.PASSWORDS)
    record NewPassword(
            @JsonProperty("current_password")
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.CURRENT_PASSWORD, format = FieldDescriptions.SECRET)
            String currentPassword,

            @JsonProperty("new_password")
            @NotEmpty
            @Password
            @Schema(
                    description = FieldDescriptions.NEW_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String newPassword)
            implements Repetition {}

    /** The new tokens of the session, if its contract sends tokens in bodies. */
    @JsonInclude(NON_NULL)
    @Schema(description = FieldDescriptions.PAIR)
    record NewTokens(
            @JsonProperty("access_token")
            @Nullable
            @Schema(
                    description = FieldDescriptions.ACCESS_TOKEN,
                    format = FieldDescriptions.ACCESS,
                    extensions = @Extension(name = BY_CONTRACT, value = "access"))
            String accessToken,

            @JsonProperty("refresh_token")
            @Nullable
            @Schema(
                    description = FieldDescriptions.REFRESH_TOKEN,
                    format = FieldDescriptions.REFRESH,
                    extensions = @Extension(name = BY_CONTRACT, value = "refresh"))
            String refreshToken) {

        static NewTokens none() {
            return new NewTokens(null, null);
        }

        static NewTokens of(TokenDelivery.InBody tokens) {
            return new NewTokens(tokens.access(), tokens.refresh());
        }
    }

    @Schema(description = FieldDescriptions.PROOF)
    record Proof(
            @NotEmpty
            @Password(min = 1, raisable = false)
            @Schema(description = FieldDescriptions.PASSWORD, format = FieldDescriptions.SECRET)
            String password)
            implements Repetition {}

    @Schema(description = FieldDescriptions.USER)
    record Me(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("first_name") @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName,

            @JsonProperty("profile_image") @Nullable @Schema(description = FieldDescriptions.PROFILE_IMAGE)
            String profileImage,

            @JsonProperty("joined_at") @Schema(description = FieldDescriptions.JOINED)
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
     * @param lastUsedAt to the hour, since the exact time of a refresh tells when a stolen token could be used unnoticed
     * @param expiresAt to the hour, for the same reason
     * @param current whether it is the session of this request
     */
    @Schema(description = FieldDescriptions.SESSION)
    record OpenSession(
            @Schema(description = FieldDescriptions.SESSION_ID)
            UUID id,

            @JsonProperty("user_agent") @Nullable @Schema(description = FieldDescriptions.USER_AGENT)
            String userAgent,

            @Nullable @Schema(description = FieldDescriptions.ADDRESS)
            String address,

            @JsonProperty("opened_at") @Schema(description = FieldDescriptions.OPENED_AT)
            Instant openedAt,

            @JsonProperty("last_used_at") @Schema(description = FieldDescriptions.LAST_USED_AT)
            Instant lastUsedAt,

            @JsonProperty("expires_at") @Schema(description = FieldDescriptions.EXPIRES_AT)
            Instant expiresAt,

            @Schema(description = FieldDescriptions.CURRENT) boolean current) {

        static OpenSession of(LiveSessions.Live live, @Nullable UUID currentSession) {
            return new OpenSession(
                    live.id(),
                    live.userAgent(),
                    live.address(),
                    live.openedAt(),
                    latest(rounded(live.lastUsedAt()), live.openedAt()),
                    latest(rounded(live.expiresAt()), live.openedAt()),
                    live.id().equals(currentSession));
        }

        private static Instant rounded(Instant moment) {
            return moment.truncatedTo(ChronoUnit.HOURS);
        }

        private static Instant latest(Instant first, Instant second) {
            return first.isAfter(second) ? first : second;
        }
    }

    private AccountBodies() {}
}
