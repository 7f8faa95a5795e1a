package main

import (
	"bytes"
	"fmt"
	"slices"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/local"
	"istio.io/istio/pkg/test"
)

type analysis struct {
	// Messages with their codes and objects.
	Messages []string `json:"messages"`
	// Analyzers that ran.
	Analyzers []string `json:"analyzers"`
}

// analyze does what `istioctl analyze --all-namespaces` does in a cluster. Of files alone that command reads no Services,
// workloads and namespaces, and so finds little.
func analyze(t test.Failer, cluster world) analysis {
	analyzer := local.NewIstiodAnalyzer(analyzers.AllCombined(), "", "istio-system", nil)
	var documents [][]byte
	for _, config := range cluster.configs {
		object, err := crd.ConvertConfig(config)
		must(t, err)
		documents = append(documents, mustJSON(t, object))
	}
	for _, object := range cluster.objects {
		documents = append(documents, mustJSON(t, object))
	}
	source := bytes.NewReader(bytes.Join(documents, []byte("\n---\n")))
	must(t, analyzer.AddTestReaderKubeSource([]local.ReaderSource{{Name: "cluster", Reader: source}}))
	result, err := analyzer.Analyze(test.NewStop(t))
	must(t, err)
	found := analysis{Messages: []string{}, Analyzers: result.ExecutedAnalyzers}
	for _, message := range result.Messages {
		about := "the mesh"
		if message.Resource != nil {
			about = message.Resource.Origin.FriendlyName()
		}
		text := fmt.Sprintf(message.Type.Template(), message.Parameters...)
		found.Messages = append(found.Messages, fmt.Sprintf("%s %s: %s", message.Type.Code(), about, text))
	}
	slices.Sort(found.Analyzers)
	return found
}
