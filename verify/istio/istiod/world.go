package main

import (
	"encoding/json"
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/test"
)

// world is what is in the cluster.
type world struct {
	// configs are Istio's own objects, objects those of Kubernetes.
	configs []config.Config
	objects []runtime.Object
	refused []string
}

// read takes what istiod reads; what the Prometheus operator reads is no business of it.
func read(t test.Failer, manifests []json.RawMessage) world {
	made := world{refused: []string{}}
	for _, text := range manifests {
		var kind metav1.TypeMeta
		must(t, json.Unmarshal(text, &kind))
		switch group, _, _ := strings.Cut(kind.APIVersion, "/"); {
		case strings.HasSuffix(group, ".istio.io"):
			made.admit(t, text)
		case group != "monitoring.coreos.com":
			object, _, err := kube.IstioCodec.UniversalDeserializer().Decode(text, nil, nil)
			must(t, err)
			made.objects = append(made.objects, object)
		}
	}
	return made
}

// admit validates an object of Istio as istiod's webhook does.
func (made *world) admit(t test.Failer, text json.RawMessage) {
	configs, unknown, err := crd.ParseInputs(string(text))
	if len(unknown) > 0 {
		must(t, fmt.Errorf("istiod must know every object of its groups, got %s", text))
	}
	if err != nil {
		made.refused = append(made.refused, err.Error())
	}
	made.configs = append(made.configs, configs...)
}
