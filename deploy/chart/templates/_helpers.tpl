{{- define "latchkey.fullname" -}}
{{- .Values.fullnameOverride | default (contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name)) | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{/* Which pods belong to the release. */}}
{{- define "latchkey.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "latchkey.server" -}}
{{ include "latchkey.selector" . }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "latchkey.migration" -}}
{{ include "latchkey.selector" . }}
app.kubernetes.io/component: migration
{{- end -}}

{{/* Of every object. */}}
{{- define "latchkey.labels" -}}
{{ include "latchkey.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "latchkey.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ .digest | empty | ternary (printf ":%s" (.tag | default $.Chart.AppVersion)) (printf "@%s" .digest) }}
{{- end -}}
{{- end -}}

{{- define "latchkey.caName" -}}
{{ .Values.ca.configMap | default (printf "%s-ca" (include "latchkey.fullname" .)) }}
{{- end -}}

{{/* An environment variable out of the Secret: the context, the variable, the key. */}}
{{- define "latchkey.secretVariable" -}}
- name: {{ index . 1 }}
  valueFrom: {secretKeyRef: {name: {{ (index . 0).Values.secret.name | default (include "latchkey.fullname" (index . 0)) }}, key: {{ index . 2 | quote }}}}
{{- end -}}

{{/* What the pods of the server and of the migration have in common. */}}
{{- define "latchkey.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* And their containers. */}}
{{- define "latchkey.container" -}}
name: latchkey
image: {{ include "latchkey.image" . | quote }}
{{- with .Values.image.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{/* application.properties: of the hosts, then of the settings. */}}
{{- define "latchkey.properties" -}}
{{- $first := first .Values.hosts -}}
{{- $contracts := list -}}
{{- $all := dict "latchkey.issuer" (printf "https://%s" $first.host) "latchkey.contract.default" $first.contract -}}
{{- range .Values.hosts -}}
{{- $contracts = append $contracts .contract -}}
{{- $_ := set $all (printf "latchkey.contract.hosts.%q" .host) .contract -}}
{{- end -}}
{{- $_ := set $all "latchkey.contract.enabled" ($contracts | uniq | join ",") -}}
{{- range $name, $value := .Values.settings -}}
{{- $_ := set $all $name $value -}}
{{- end -}}
{{- range $name, $value := $all }}
{{ $name | replace "\\" "\\\\" | replace " " "\\ " | replace ":" "\\:" | replace "=" "\\=" }}={{ kindIs "string" $value | ternary $value ($value | toJson) | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{ end -}}
