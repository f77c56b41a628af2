package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"math/big"
	"net/http"
	"sync"
	"time"
)

// publicKeys are Latchkey's keys: fetched again after five minutes, and for an unknown key, but at most once in 30 seconds.
// If Latchkey does not answer, those that are known stay in use.
type publicKeys struct {
	url     string
	mutex   sync.Mutex
	keys    map[string]*ecdsa.PublicKey
	fetched time.Time
}

var client = http.Client{Timeout: 5 * time.Second}

// find returns an error that is errNoKeys if no keys could be fetched yet: then the token may be good.
func (p *publicKeys) find(kid string) (*ecdsa.PublicKey, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	_, known := p.keys[kid]
	age := time.Since(p.fetched)
	if age > 5*time.Minute || !known && age > 30*time.Second {
		p.fetched = time.Now()
		keys, err := fetch(p.url)
		if err != nil {
			log.Print(err)
		} else {
			p.keys = keys
		}
	}
	if p.keys == nil {
		return nil, errNoKeys
	}
	key, known := p.keys[kid]
	if !known {
		return nil, fmt.Errorf("unknown key %q", kid)
	}
	return key, nil
}

func fetch(url string) (map[string]*ecdsa.PublicKey, error) {
	answer, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	var set struct {
		Keys []struct{ Kid, Crv, X, Y string }
	}
	if err := json.NewDecoder(answer.Body).Decode(&set); err != nil {
		return nil, err
	}
	keys := map[string]*ecdsa.PublicKey{}
	for _, key := range set.Keys {
		x, errX := base64.RawURLEncoding.DecodeString(key.X)
		y, errY := base64.RawURLEncoding.DecodeString(key.Y)
		if key.Crv == "P-256" && errX == nil && errY == nil {
			keys[key.Kid] = &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}
		}
	}
	return keys, nil
}
