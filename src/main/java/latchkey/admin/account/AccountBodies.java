package latchkey.admin.account;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import latchkey.account.Account;
import latchkey.account.ManagedAccounts;
import latchkey.account.Profile;
import latchkey.account.Registration;
import latchkey.admin.access.Paging;
import latchkey.attempt.CountedAttempt;
import latchkey.directory.Directory;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.MergePatch;
import latchkey.http.body.Password;
import latchkey.http.signin.PasswordBody;
import latchkey.http.signin.PasswordSignIn;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of accounts: requests first, then responses. */
final class AccountBodies {

    private static final int LONGEST_NAME = 255;

    @Schema(description = AdminDescriptions.NEW_ACCOUNT)
    record NewManagedAccount(
            @NotBlank @Size(max = LONGEST_NAME) @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.EMAIL, format = FieldDescriptions.MAIL)
            String email,

            @Nullable
            @Password
            @Schema(
                    description = AdminDescriptions.OPTIONAL_PASSWORD,
                    format = FieldDescriptions.SECRET,
                    minLength = 8,
                    maxLength = 255)
            String password,

            @JsonProperty("first_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Size(max = 150) @Nullable @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName)
            implements PasswordBody {

        Registration toRegistration() {
            return new Registration(
                    username,
                    requireNonNullElse(password, ""),
                    email,
                    requireNonNullElse(firstName, ""),
                    requireNonNullElse(lastName, ""),
                    fullName);
        }

        /** Only operators get here. */
        @Override
        public CountedAttempt counted(PasswordSignIn signIns) {
            return CountedAttempt.none();
        }

        @Override
        public boolean hashes() {
            return password != null;
        }
    }

    @Schema(description = AdminDescriptions.INVITATION)
    record Invitation(
            @NotBlank
            @Size(max = EmailAddress.LONGEST)
            @Email(regexp = EmailAddress.PATTERN)
            @Schema(description = FieldDescriptions.EMAIL, format = FieldDescriptions.MAIL)
            String email,

            @Nullable @Size(max = LONGEST_NAME) @Schema(description = AdminDescriptions.OPTIONAL_USERNAME)
            String username) {

        String usernameOrEmail() {
            return requireNonNullElse(username, email);
        }
    }

    /** An absent field stays unchanged; an empty or null one is removed. */
    @Schema(description = FieldDescriptions.CHANGES)
    record AccountChanges(
            @Nullable @Size(max = LONGEST_NAME) @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable
            @Size(max = EmailAddress.LONGEST)
            @Pattern(regexp = "(" + EmailAddress.PATTERN + ")?")
            @Schema(description = AdminDescriptions.NEW_EMAIL)
            String email,

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

        ManagedAccounts.Change toChange() {
            return new ManagedAccounts.Change(
                    username, email, new Profile(firstName, lastName, fullName, profileImage));
        }
    }

    @Schema(description = AdminDescriptions.ACCOUNT)
    record ListedAccount(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("email_verified") @Schema(description = FieldDescriptions.IS_VERIFIED)
            boolean emailVerified,

            @JsonProperty("full_name") @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName,

            @Schema(description = AdminDescriptions.STATE) String state,

            @Schema(description = AdminDescriptions.GROUPS) List<String> groups,

            @JsonProperty("second_factors") @Schema(description = AdminDescriptions.SECOND_FACTORS)
            List<String> secondFactors,

            @JsonProperty("joined_at") @Schema(description = FieldDescriptions.JOINED)
            Instant joinedAt) {

        private static ListedAccount of(Directory.Listed listed) {
            Account account = listed.account();
            return new ListedAccount(
                    account.id,
                    account.username,
                    account.email,
                    account.emailVerifiedAt != null,
                    account.displayName(),
                    listed.state().name().toLowerCase(Locale.ROOT),
                    account.groups(),
                    listed.factors(),
                    account.joinedAt);
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record AccountPage(
            @Schema(description = AdminDescriptions.ACCOUNTS)
            List<ListedAccount> accounts,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            String next) {

        static AccountPage of(Directory.Page page) {
            return new AccountPage(
                    page.accounts().stream().map(ListedAccount::of).toList(), Paging.cursor(page.next()));
        }
    }

    @Schema(description = AdminDescriptions.ACCOUNT)
    record ManagedAccount(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = FieldDescriptions.USERNAME)
            String username,

            @Nullable @Schema(description = FieldDescriptions.EMAIL)
            String email,

            @JsonProperty("email_verified_at")
            @Nullable
            @Schema(description = FieldDescriptions.EMAIL_VERIFIED_AT, nullable = true)
            Instant emailVerifiedAt,

            @JsonProperty("first_name") @Schema(description = FieldDescriptions.FIRST_NAME)
            String firstName,

            @JsonProperty("last_name") @Schema(description = FieldDescriptions.LAST_NAME)
            String lastName,

            @JsonProperty("full_name") @Schema(description = FieldDescriptions.FULL_NAME)
            String fullName,

            @JsonProperty("profile_image") @Nullable @Schema(description = FieldDescriptions.PROFILE_IMAGE)
            String profileImage,

            @Nullable @Schema(description = AdminDescriptions.LANGUAGE, nullable = true)
            String language,

            @Schema(description = FieldDescriptions.IS_ACTIVE)
            boolean active,

            @Schema(description = AdminDescriptions.GROUPS) List<String> groups,

            @JsonProperty("joined_at") @Schema(description = FieldDescriptions.JOINED)
            Instant joinedAt) {

        static ManagedAccount of(Account account) {
            return new ManagedAccount(
                    account.id,
                    account.username,
                    account.email,
                    account.emailVerifiedAt,
                    account.firstName,
                    account.lastName,
                    account.displayName(),
                    account.profileImage,
                    account.language,
                    account.active,
                    account.groups(),
                    account.joinedAt);
        }
    }

    private AccountBodies() {}
}
