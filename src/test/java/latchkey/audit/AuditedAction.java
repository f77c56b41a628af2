package latchkey.audit;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;

import io.restassured.specification.RequestSpecification;
import java.util.List;
import latchkey.Database;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.Givens;
import latchkey.group.Groups;
import latchkey.key.KeyRing;
import latchkey.session.Sessions;

/** Each action that is recorded, and the table that it changes. */
enum AuditedAction {
    REGISTRATION("account", Kind.REGISTRATION) {
        @Override
        int done(Scene scene) {
            return post("/express/api/auth/register", "{\"username\": \"grace\", \"password\": \"hopper\"}");
        }
    },
    REGISTRATION_WITH_SESSION("session", Kind.LOGIN) {
        @Override
        int done(Scene scene) {
            return post(
                    "/drf-cookie/api/auth/register",
                    "{\"username\": \"grace\", \"password\": \"hopper88\", \"email\": \"grace@shop.example\"}");
        }
    },
    LOGIN("session", Kind.LOGIN) {
        @Override
        int done(Scene scene) {
            return post("/express/api/auth/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}");
        }
    },
    LOGOUT("session", Kind.LOGOUT) {
        @Override
        int done(Scene scene) {
            return given().cookie("refresh_token", scene.ada().refresh())
                    .post("/express/api/auth/logout")
                    .statusCode();
        }
    },
    LOGOUT_BY_ACCESS_TOKEN("session", Kind.LOGOUT) {
        @Override
        int done(Scene scene) {
            return scene.asAda().post("/express/api/auth/logout").statusCode();
        }
    },
    REVOCATION("session", Kind.LOGOUT) {
        @Override
        int done(Scene scene) {
            return given().auth()
                    .preemptive()
                    .basic("gateway", Database.CLIENT_SECRET)
                    .formParam("token", scene.ada().refresh())
                    .post("/oauth2/revoke")
                    .statusCode();
        }
    },
    REUSE("session", Kind.REFRESH_REUSE) {
        @Override
        int done(Scene scene) {
            return refresh(scene);
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("update session set generation = 3");
        }
    },
    USE_OF_A_DISABLED_ACCOUNT("session", Kind.SESSION_END) {
        @Override
        int done(Scene scene) {
            return refresh(scene);
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("update account set active = false");
        }
    },
    PASSWORD_CHANGE("credential", Kind.PASSWORD_CHANGE) {
        @Override
        int done(Scene scene) {
            return scene.asAda()
                    .contentType(JSON)
                    .body("{\"current_password\": \"lovelace\", \"new_password\": \"byron-king\"}")
                    .post("/account/password")
                    .statusCode();
        }
    },
    ACCOUNT_CHANGE("account", Kind.ACCOUNT_CHANGE) {
        @Override
        int done(Scene scene) {
            return scene.asAda()
                    .contentType(JSON)
                    .body("{\"first_name\": \"Augusta\", \"full_name\": \"Augusta Ada King\"}")
                    .patch("/account")
                    .statusCode();
        }
    },
    ACCOUNT_DELETION("account", Kind.ACCOUNT_DELETION) {
        @Override
        int done(Scene scene) {
            return scene.asAda()
                    .contentType(JSON)
                    .body("{\"password\": \"lovelace\"}")
                    .delete("/account")
                    .statusCode();
        }
    },
    SESSION_END("session", Kind.SESSION_END) {
        @Override
        int done(Scene scene) {
            return scene.asAda()
                    .delete("/account/sessions/" + Database.query("select id from session limit 1"))
                    .statusCode();
        }
    },
    END_OF_OTHERS("session", Kind.SESSION_END) {
        @Override
        int done(Scene scene) {
            return scene.asAda().delete("/account/sessions").statusCode();
        }
    },
    END_BY_OPERATOR("session", Kind.SESSION_END) {
        @Override
        int done(Scene scene) {
            return scene.sessions().endAll(scene.account().id);
        }
    },
    END_OF_ALL("session", Kind.SESSIONS_END) {
        @Override
        int done(Scene scene) {
            return scene.sessions().endOfAllAccounts();
        }
    },
    DISABLING("account", Kind.ACCOUNT_DISABLED) {
        @Override
        int done(Scene scene) {
            scene.accounts().disable(scene.account(), false);
            return 0;
        }
    },
    ENABLING("account", Kind.ACCOUNT_ENABLED) {
        @Override
        int done(Scene scene) {
            scene.accounts().enable(scene.account());
            return 0;
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("update account set active = false");
        }
    },
    PROMOTION("account", Kind.ACCOUNT_PROMOTED) {
        @Override
        int done(Scene scene) {
            scene.accounts().promote(scene.account());
            return 0;
        }
    },
    DEMOTION("account", Kind.ACCOUNT_DEMOTED) {
        @Override
        int done(Scene scene) {
            scene.accounts().demote(scene.account(), true);
            return 0;
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("update account set superuser = true");
        }
    },
    GROUP_CREATION("user_group", Kind.GROUP_CREATED) {
        @Override
        int done(Scene scene) {
            scene.groups().create("staff", "");
            return 0;
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("delete from user_group where name <> 'superuser'");
        }
    },
    GROUP_GRANT("account", Kind.GROUP_GRANTED) {
        @Override
        int done(Scene scene) {
            scene.groups().grant(scene.account(), List.of("staff"));
            return 0;
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("insert into user_group values ('staff', '', now()) on conflict do nothing");
        }
    },
    GROUP_REVOCATION("account", Kind.GROUP_REVOKED) {
        @Override
        int done(Scene scene) {
            scene.groups().revoke(scene.account(), List.of("staff"), false);
            return 0;
        }

        @Override
        void prepare(Scene scene) {
            GROUP_GRANT.prepare(scene);
            Database.execute("update account set group_names = '{staff}'");
        }
    },
    KEY_ROTATION("signing_key", Kind.KEY_ROTATION) {
        @Override
        int done(Scene scene) {
            scene.keys().rotate();
            return 0;
        }
    },
    KEY_COMPROMISED("signing_key", Kind.KEY_COMPROMISED) {
        @Override
        int done(Scene scene) {
            scene.keys().revoke(Database.query("select kid from signing_key order by place desc"));
            return 0;
        }
    },
    KEY_MADE("signing_key", Kind.KEY_MADE) {
        @Override
        int done(Scene scene) throws InterruptedException {
            // The ring is used as it was read for a second.
            Thread.sleep(1_100);
            return given().get("/.well-known/jwks.json").statusCode();
        }

        @Override
        void prepare(Scene scene) {
            Database.execute("update signing_key set signs_from = signs_from - interval '91 days'");
        }
    };

    /** The table whose row is changed. */
    final String table;

    final Kind kind;

    AuditedAction(String table, Kind kind) {
        this.table = table;
        this.kind = kind;
    }

    /** Performs the action; returns the status of the response if it is a request. */
    abstract int done(Scene scene) throws InterruptedException;

    /** As {@link #done}, and 500 also where it was no request and failed. */
    int tried(Scene scene) throws InterruptedException {
        try {
            return done(scene);
        } catch (RuntimeException e) {
            return 500;
        }
    }

    void prepare(Scene scene) {}

    /** Ada is signed in, twice. */
    record Scene(Givens ada, Accounts accounts, Groups groups, Sessions sessions, KeyRing keys) {

        RequestSpecification asAda() {
            return given().header("Authorization", "Bearer " + ada.access());
        }

        Account account() {
            return accounts.find("ada").orElseThrow();
        }
    }

    private static int post(String path, String body) {
        return given().contentType(JSON).body(body).post(path).statusCode();
    }

    private static int refresh(Scene scene) {
        return given().cookie("refresh_token", scene.ada().refresh())
                .post("/express/api/auth/refresh")
                .statusCode();
    }
}
