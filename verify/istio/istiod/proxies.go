package main

import (
	"encoding/json"
	"slices"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	corev1 "k8s.io/api/core/v1"

	"istio.io/istio/pilot/pkg/model"
	label "istio.io/istio/pilot/pkg/serviceregistry/util/label"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/constants"
	"istio.io/istio/pkg/test"
)

// proxyConfig is what a proxy is sent, as Envoy's JSON.
type proxyConfig struct {
	Clusters  []json.RawMessage `json:"clusters"`
	Endpoints []json.RawMessage `json:"endpoints"`
	Listeners []json.RawMessage `json:"listeners"`
	Routes    []json.RawMessage `json:"routes"`
}

// configure starts istiod and asks it for the configuration of the proxies of these pods.
func configure(t test.Failer, made installation, cluster world, names []string) map[string]proxyConfig {
	istiod := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
		MeshConfig:        made.mesh,
		Configs:           cluster.configs,
		KubernetesObjects: cluster.objects,
	})
	configs := map[string]proxyConfig{}
	for _, object := range cluster.objects {
		pod, isPod := object.(*corev1.Pod)
		if !isPod || !slices.Contains(names, pod.Namespace+"/"+pod.Name) {
			continue
		}
		proxy := istiod.SetupProxy(proxyOf(pod))
		locate(proxy, istiod.Env())
		listeners := istiod.Listeners(proxy)
		configs[pod.Namespace+"/"+pod.Name] = proxyConfig{
			Clusters:  printed(t, istiod.Clusters(proxy)),
			Endpoints: printed(t, istiod.Endpoints(proxy)),
			Listeners: printed(t, listeners),
			Routes:    printed(t, istiod.RoutesFromListeners(proxy, listeners)),
		}
	}
	return configs
}

// proxyOf is the proxy of a pod as it introduces itself to istiod; it is of istiod's own version.
func proxyOf(pod *corev1.Pod) *model.Proxy {
	return &model.Proxy{
		ID:              pod.Name + "." + pod.Namespace,
		ConfigNamespace: pod.Namespace,
		DNSDomain:       pod.Namespace + ".svc." + constants.DefaultClusterLocalDomain,
		IPAddresses:     []string{pod.Status.PodIP},
		Labels:          pod.Labels,
		IstioVersion:    model.MaxIstioVersion,
		Metadata: &model.NodeMetadata{
			Namespace: pod.Namespace,
			Labels:    pod.Labels,
			ClusterID: constants.DefaultClusterName,
			NodeName:  pod.Spec.NodeName,
		},
	}
}

// locate finds out by the node where a proxy is, as istiod does when one connects.
func locate(proxy *model.Proxy, environment *model.Environment) {
	proxy.SetWorkloadLabels(environment)
	proxy.Locality = &core.Locality{
		Region: proxy.Labels[label.LabelTopologyRegion],
		Zone:   proxy.Labels[label.LabelTopologyZone],
	}
}

func printed[Message proto.Message](t test.Failer, messages []Message) []json.RawMessage {
	texts := make([]json.RawMessage, 0, len(messages))
	for _, message := range messages {
		text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
		must(t, err)
		texts = append(texts, text)
	}
	return texts
}
