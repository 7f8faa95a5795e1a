// Puts manifests into a cluster with Istio, and prints what Istio makes of them: its webhooks, its configuration of
// proxies, its analysers. All of it is istiod's own code; only the API server is a fake.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

type input struct {
	// Install has the settings of the installation, as of `istioctl install --set`.
	Install []string
	// Manifests of all that is in the cluster; its pods are created in this order.
	Manifests []json.RawMessage
	// Proxies are the pods, as `namespace/name`, whose proxies are asked for.
	Proxies []string
}

type output struct {
	// Refused is what istiod's validation says against Istio's own objects; the cluster is without those.
	Refused  []string               `json:"refused"`
	Pods     map[string]createdPod  `json:"pods"`
	Proxies  map[string]proxyConfig `json:"proxies"`
	Analysis analysis               `json:"analysis"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	logging := log.DefaultOptions()
	logging.OutputPaths = []string{"stderr"}
	logging.SetDefaultOutputLevel(log.OverrideScopeName, log.WarnLevel)
	if err := log.Configure(logging); err != nil {
		return err
	}
	var given input
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return err
	}
	var found output
	// Istio's fakes are made for tests: they fail by a call, and tidy up at the end.
	if err := test.Wrap(func(t test.Failer) { found = look(t, given) }); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

func look(t test.Failer, given input) output {
	made := install(t, given.Install)
	world := read(t, given.Manifests)
	pods := createPods(t, made, world)
	return output{
		Refused:  world.refused,
		Pods:     pods,
		Proxies:  configure(t, made, world, given.Proxies),
		Analysis: analyze(t, world),
	}
}

// must ends the program with the error, if there is one.
func must(t test.Failer, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func mustJSON(t test.Failer, value any) []byte {
	text, err := json.Marshal(value)
	must(t, err)
	return text
}
