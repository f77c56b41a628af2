// Command orders is a service that checks Latchkey's access tokens with the public keys.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

var (
	issuer    = os.Getenv("ISSUER")
	audience  = or(os.Getenv("AUDIENCE"), issuer)
	keys      = publicKeys{url: issuer + "/.well-known/jwks.json"}
	errNoKeys = errors.New("Latchkey's keys could not be fetched")
	levels    = map[string]int{"aal1": 1, "aal2": 2, "phr": 3}
)

type claims struct {
	jwt.RegisteredClaims
	Groups   []string `json:"groups"`
	ACR      string   `json:"acr"`
	AuthTime int64    `json:"auth_time"`
}

type refusal struct {
	status    int
	challenge string
}

func main() {
	handle(http.MethodGet, "/orders", anyUser)
	handle(http.MethodGet, "/reports", inGroup("editors"))
	handle(http.MethodPost, "/payments", signedIn("aal2", 10*time.Minute))
	log.Fatal(http.ListenAndServe(":"+or(os.Getenv("PORT"), "3000"), nil))
}

func handle(method, path string, check func(*claims) *refusal) {
	http.HandleFunc(path, func(response http.ResponseWriter, request *http.Request) {
		user, refused := read(request)
		if refused == nil {
			refused = check(user)
		}
		switch {
		case refused != nil:
			if refused.challenge != "" {
				response.Header().Set("WWW-Authenticate", refused.challenge)
			}
			write(response, refused.status, map[string]any{"status": refused.status, "title": http.StatusText(refused.status)})
		case request.Method != method:
			response.Header().Set("Allow", method)
			write(response, http.StatusMethodNotAllowed, map[string]any{"status": http.StatusMethodNotAllowed})
		default:
			write(response, http.StatusOK, map[string]any{"user": user.Subject})
		}
	})
}

func read(request *http.Request) (*claims, *refusal) {
	header := request.Header.Get("Authorization")
	if !strings.HasPrefix(header, "Bearer ") {
		return nil, &refusal{http.StatusUnauthorized, "Bearer"}
	}
	user := &claims{}
	token, err := jwt.ParseWithClaims(strings.TrimPrefix(header, "Bearer "), user, keyOf, jwt.WithValidMethods([]string{"ES256"}))
	if errors.Is(err, errNoKeys) {
		return nil, &refusal{status: http.StatusServiceUnavailable}
	}
	if err != nil || token.Header["typ"] != "at+jwt" || user.ExpiresAt == nil || user.Issuer != issuer || !contains(user.Audience, audience) {
		return nil, &refusal{http.StatusUnauthorized, `Bearer error="invalid_token"`}
	}
	return user, nil
}

func keyOf(token *jwt.Token) (any, error) {
	kid, _ := token.Header["kid"].(string)
	return keys.find(kid)
}

func anyUser(*claims) *refusal {
	return nil
}

func inGroup(group string) func(*claims) *refusal {
	return func(user *claims) *refusal {
		if contains(user.Groups, group) {
			return nil
		}
		return &refusal{http.StatusForbidden, `Bearer error="insufficient_scope"`}
	}
}

// signedIn demands a level, or a better one, and a sign-in that is not older than age (RFC 9470).
func signedIn(level string, age time.Duration) func(*claims) *refusal {
	challenge := fmt.Sprintf(`Bearer error="insufficient_user_authentication", acr_values="%s", max_age="%.0f"`, level, age.Seconds())
	return func(user *claims) *refusal {
		if levels[user.ACR] >= levels[level] && time.Since(time.Unix(user.AuthTime, 0)) <= age {
			return nil
		}
		return &refusal{http.StatusUnauthorized, challenge}
	}
}

func write(response http.ResponseWriter, status int, body any) {
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(body)
}

func contains(all []string, one string) bool {
	for _, each := range all {
		if each == one {
			return true
		}
	}
	return false
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
