package main

import (
	"encoding/json"

	registrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"istio.io/istio/pkg/test"
)

type createdPod struct {
	// Webhooks that were asked about it.
	Webhooks []string `json:"webhooks"`
	// Manifest as they left it.
	Manifest json.RawMessage `json:"manifest"`
	// Forbidden is what Pod Security finds in that at the level `restricted`.
	Forbidden []string `json:"forbidden"`
}

// createPods does what the API server does with every pod: it asks the webhooks whose selectors match.
func createPods(t test.Failer, made installation, cluster world) map[string]createdPod {
	injector := serveWebhooks(t, made, cluster.objects)
	pods := map[string]createdPod{}
	for _, object := range cluster.objects {
		pod, isPod := object.(*corev1.Pod)
		if !isPod {
			continue
		}
		asked := []string{}
		for _, webhook := range made.webhooks {
			if selects(t, webhook, namespaceLabels(cluster, pod.Namespace), pod.Labels) {
				asked = append(asked, webhook.Name)
				review(t, injector, webhook, pod)
			}
		}
		setDefaults(pod)
		pods[pod.Namespace+"/"+pod.Name] = createdPod{asked, mustJSON(t, pod), forbidden(t, pod)}
	}
	return pods
}

// namespaceLabels are those of a Namespace; the API server labels each with its name.
func namespaceLabels(cluster world, name string) labels.Set {
	named := labels.Set{corev1.LabelMetadataName: name}
	for _, object := range cluster.objects {
		if namespace, isNamespace := object.(*corev1.Namespace); isNamespace && namespace.Name == name {
			return labels.Merge(namespace.Labels, named)
		}
	}
	return named
}

func selects(t test.Failer, webhook registrationv1.MutatingWebhook, namespace, pod labels.Set) bool {
	return matches(t, webhook.NamespaceSelector, namespace) && matches(t, webhook.ObjectSelector, pod)
}

func matches(t test.Failer, selector *metav1.LabelSelector, set labels.Set) bool {
	if selector == nil {
		return true
	}
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	must(t, err)
	return parsed.Matches(set)
}

// setDefaults does what the API server does after the webhooks, as far as Pod Security looks at it.
func setDefaults(pod *corev1.Pod) {
	for index := range pod.Spec.Volumes {
		if source := &pod.Spec.Volumes[index].VolumeSource; *source == (corev1.VolumeSource{}) {
			source.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
}
