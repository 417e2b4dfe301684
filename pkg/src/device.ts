import type { DeviceInUse, DeviceKind } from './types.js';

const PROCESSOR_NAME = '';

/**
 * Chooses where to compute, before the module is loaded. A software adapter is many times slower than the processor
 * itself; whoever asks for the GPU by name gets one too.
 */
export async function chooseDevice(wanted: 'auto' | DeviceKind): Promise<DeviceInUse> {
  if (wanted === 'cpu') return processor('requested');
  if (!('gpu' in navigator)) return processor('no_webgpu');
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  if (!adapter) return processor('no_adapter');
  const name = nameOf(adapter.info);
  if (wanted === 'gpu') return { kind: 'gpu', name, reason: 'requested' };
  if (isSoftware(adapter.info)) return processor('software_adapter');
  return { kind: 'gpu', name, reason: 'adapter_suitable' };
}

export function processor(reason: DeviceInUse['reason']): DeviceInUse {
  return { kind: 'cpu', name: PROCESSOR_NAME, reason };
}

function nameOf(info: GPUAdapterInfo): string {
  return info.description || [info.vendor, info.architecture].filter(Boolean).join(' ');
}

function isSoftware(info: GPUAdapterInfo): boolean {
  const words = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(words);
}
