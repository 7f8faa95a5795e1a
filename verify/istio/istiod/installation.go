package main

import (
	"encoding/json"
	"fmt"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	meshconfig "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/operator/pkg/manifest"
	"istio.io/istio/operator/pkg/render"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/test"
)

// installation is what `istioctl install` applies, as far as istiod reads it.
type installation struct {
	mesh *meshconfig.MeshConfig
	// sidecars and values are the configuration of the injector.
	sidecars, values string
	webhooks         []admissionv1.MutatingWebhook
	revision         string
}

// install renders Istio's charts; without settings it is the default profile.
func install(t test.Failer, settings []string) installation {
	components, _, err := render.GenerateManifest(nil, settings, false, nil, nil)
	must(t, err)
	var made installation
	for _, component := range components {
		for _, object := range component.Manifests {
			made.add(t, object)
		}
	}
	if made.mesh == nil || made.sidecars == "" || len(made.webhooks) == 0 {
		must(t, fmt.Errorf("the charts must have a mesh, an injector and webhooks, got %+v", made))
	}
	return made
}

// add goes by kinds, as names end in the revision.
func (made *installation) add(t test.Failer, object manifest.Manifest) {
	switch object.GetKind() {
	case "ConfigMap":
		var text struct {
			Data struct{ Mesh, Config, Values string }
		}
		must(t, json.Unmarshal(mustJSON(t, object.Object), &text))
		if text.Data.Mesh != "" {
			parsed, err := mesh.ApplyMeshConfigDefaults(text.Data.Mesh)
			must(t, err)
			made.mesh = parsed
		}
		if text.Data.Config != "" {
			made.sidecars, made.values = text.Data.Config, text.Data.Values
		}
	case "MutatingWebhookConfiguration":
		var configuration admissionv1.MutatingWebhookConfiguration
		must(t, json.Unmarshal(mustJSON(t, object.Object), &configuration))
		made.webhooks = append(made.webhooks, configuration.Webhooks...)
		made.revision = configuration.Labels["istio.io/rev"]
	}
}
