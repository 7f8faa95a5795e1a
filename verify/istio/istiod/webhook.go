package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	jsonpatch "github.com/evanphx/json-patch/v5"
	admissionv1 "k8s.io/api/admission/v1"
	registrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config/constants"
	"istio.io/istio/pkg/config/mesh/meshwatcher"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/inject"
	"istio.io/istio/pkg/kube/multicluster"
	"istio.io/istio/pkg/slices"
	"istio.io/istio/pkg/test"
)

// serveWebhooks starts the injector in a cluster with these nodes, whose version it looks at.
func serveWebhooks(t test.Failer, made installation, objects []runtime.Object) http.Handler {
	store := model.NewFakeStore()
	environment := &model.Environment{Watcher: meshwatcher.NewTestWatcher(made.mesh), ConfigStore: store}
	environment.SetPushContext(&model.PushContext{ProxyConfigs: model.GetProxyConfigs(store, made.mesh)})
	handler := http.NewServeMux()
	clusters := multicluster.NewFakeController()
	_, err := inject.NewWebhook(inject.WebhookParameters{
		Watcher:      injectorConfig{made},
		Env:          environment,
		Mux:          handler,
		Revision:     made.revision,
		MultiCluster: clusters,
	})
	must(t, err)
	client := kube.NewFakeClient(slices.Filter(objects, func(object runtime.Object) bool {
		_, isNode := object.(*corev1.Node)
		return isNode
	})...)
	stop := test.NewStop(t)
	clusters.Add(constants.DefaultClusterName, client, stop)
	client.RunAndWait(stop)
	return handler
}

// injectorConfig is the ConfigMap of the injector; it never changes.
type injectorConfig struct{ installation }

func (made injectorConfig) SetHandler(func(*inject.Config, string) error) {}
func (made injectorConfig) Run(<-chan struct{})                           {}
func (made injectorConfig) Get() (*inject.Config, string, error) {
	parsed, err := inject.UnmarshalConfig([]byte(made.sidecars))
	return &parsed, made.values, err
}

// review asks a webhook about a pod, and does to the pod what it answers.
func review(t test.Failer, injector http.Handler, webhook registrationv1.MutatingWebhook, pod *corev1.Pod) {
	created := mustJSON(t, pod)
	question := admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"},
		Request: &admissionv1.AdmissionRequest{
			UID: "1", Namespace: pod.Namespace, Object: runtime.RawExtension{Raw: created},
		},
	}
	path := *webhook.ClientConfig.Service.Path
	request := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(mustJSON(t, question)))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	injector.ServeHTTP(recorder, request)

	var answer admissionv1.AdmissionReview
	must(t, json.Unmarshal(recorder.Body.Bytes(), &answer))
	if answer.Response == nil || !answer.Response.Allowed {
		must(t, fmt.Errorf("%s must admit the pod, got %s", webhook.Name, recorder.Body))
	}
	if len(answer.Response.Patch) == 0 {
		return
	}
	patch, err := jsonpatch.DecodePatch(answer.Response.Patch)
	must(t, err)
	patched, err := patch.Apply(created)
	must(t, err)
	*pod = corev1.Pod{}
	must(t, json.Unmarshal(patched, pod))
}
